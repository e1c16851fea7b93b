@echo off
setlocal DisableDelayedExpansion
chcp 65001 >nul
set PYTHONUTF8=1
pushd "%~dp0"
if not exist "{{ program }}" echo Không còn thấy qipsheets ở chỗ cũ. Hãy mở thư mục qipsheets, vào thư mục scripts, nhấp đúp tệp Qipsheets.cmd.
if exist "{{ program }}" "{{ program }}" -P -m qipsheets %*
popd
if "%~1"=="" pause

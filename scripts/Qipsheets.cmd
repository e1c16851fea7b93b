@echo off
rem Double-click this file. The first time it installs qipsheets, then it opens the menu.
rem ASCII only, no labels, no blocks: cmd loses its place in other files. What it says in Vietnamese lies in no-python.vi.txt.
setlocal DisableDelayedExpansion
chcp 65001 >nul
title qipsheets
set PYTHONUTF8=1
set PY=
pushd "%~dp0"
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set PY=py -3
if not defined PY python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set PY=python
if not exist begin.py echo Hay giai nen (Extract All) ca thu muc qipsheets, roi mo thu muc scripts va nhap dup lai tep nay.
if exist begin.py if defined PY %PY% begin.py
if exist begin.py if not defined PY type no-python.vi.txt
popd
pause

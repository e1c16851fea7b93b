@echo off
chcp 65001 >nul
set PYTHONUTF8=1
set "QIPSHEETS_HOME={{ home }}"
cd /d "{{ folder }}"
if not exist "{{ logs }}" mkdir "{{ logs }}"
{{ command }} >> "{{ log }}" 2>&1

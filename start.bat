@echo off
rem For Windows: double click. Makes the environment beside this file, installs, and opens the map; start\start.py does it.
cd /d "%~dp0"
rem "py" first: "python" may be the alias of the Microsoft Store, which is none.
for %%P in ("py -3" "python" "python3") do (
  %%~P -c "import sys; sys.exit(sys.version_info[:2] < (3, 11))" >nul 2>&1
  if not errorlevel 1 (
    %%~P start\start.py %*
    if errorlevel 1 pause
    exit /b
  )
)
start "" "%~dp0start\no-python.html"
exit /b 1

# Builds the Windows program and its installer. Run in PowerShell on Windows 10 1809 or later, x86-64, with
# Python 3.11 or later and NSIS 3 (makensis on the path, or in its usual folder):
#     powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1 [-Signers allowed_signers]
# Leaves dist\huicun\ and dist\huicun-VERSION-setup.exe.
param([string]$Python = "python", [string]$Signers = "")
$ErrorActionPreference = "Stop"
Set-Location (Resolve-Path "$PSScriptRoot\..\..")

function Must([string]$What) { if ($LASTEXITCODE -ne 0) { throw "$What failed ($LASTEXITCODE)" } }

& $Python bootstrap.py --for-package; Must "bootstrap"
$venv = ".venv\Scripts"
if ($Signers) { $env:RELEASE_SIGNERS = (Resolve-Path $Signers).Path }
& "$venv\python.exe" packaging\make_icons.py build\icons; Must "icons"
& "$venv\pyinstaller.exe" --noconfirm --clean --log-level WARN --distpath dist --workpath build build_installer.spec
Must "pyinstaller"

& dist\huicun\huicun.exe --smoke; Must "the packed program's start"
$day = Join-Path ([IO.Path]::GetTempPath()) ("huicun-" + [Guid]::NewGuid().ToString("N"))
& dist\huicun\huicun.exe demo --headless --book "$day\book" --out "$day\out"; Must "the practice day"
Remove-Item -Recurse -Force $day

$version = (& "$venv\python.exe" -c "import app; print(app.__version__)").Trim()
$makensis = Get-Command makensis -ErrorAction SilentlyContinue
$makensis = if ($makensis) { $makensis.Source } else { "${env:ProgramFiles(x86)}\NSIS\makensis.exe" }
& $makensis /INPUTCHARSET UTF8 "/DVERSION=$version" "/DPROGRAM=$PWD\dist\huicun" "/DICON=$PWD\build\icons\huicun.ico" `
    "/DOUT=$PWD\dist\huicun-$version-setup.exe" packaging\windows\huicun.nsi
Must "makensis"
Write-Output "dist\huicun-$version-setup.exe"

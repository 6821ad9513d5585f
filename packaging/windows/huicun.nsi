; The installer for Windows 10 1809 or later, x86-64. Made by packaging\windows\build.ps1 (or by hand):
;   makensis -DVERSION=0.2.0 -DPROGRAM=dist\huicun -DICON=build\icons\huicun.ico -DOUT=dist\huicun-0.2.0-setup.exe huicun.nsi
; It installs for this user only, asks for no administrator, and never touches the book.
Unicode true
SetCompressor /SOLID lzma
!include "MUI2.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

Name "惠村"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\huicun"
InstallDirRegKey HKCU "Software\huicun" "InstallDir"
RequestExecutionLevel user
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "惠村"
VIAddVersionKey "FileDescription" "惠村 安装程序"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\huicun.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开惠村"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\huicun"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "这台电脑是 32 位的 Windows，惠村装不上。$\n$\n需要 64 位的 Windows 10（1809 或更新）或 Windows 11。电脑没有改动。"
    Abort
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "这台电脑的 Windows 太旧（Windows 7、8 都不行），惠村装不上。$\n$\n需要 Windows 10（1809 或更新）或 Windows 11。电脑没有改动。"
    Abort
  ${EndIf}
  ${IfNot} ${AtLeastBuild} 17763
    MessageBox MB_ICONSTOP "这台电脑的 Windows 10 早于 1809 版，惠村装不上。$\n$\n请先升级 Windows 10，再装一次。电脑没有改动。"
    Abort
  ${EndIf}
FunctionEnd

Section "惠村"
  SetOutPath "$INSTDIR"
  ; a program that is open keeps its files: say so instead of leaving half of two versions
  ${If} ${FileExists} "$INSTDIR\huicun.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\huicun.exe" a
    ${If} ${Errors}
      MessageBox MB_ICONSTOP "惠村还开着，没有安装。$\n$\n请先关掉惠村的窗口，再装一次。账本没有改动。"
      Abort
    ${EndIf}
    FileClose $0
    RMDir /r "$INSTDIR\_internal"
  ${EndIf}
  File /r "${PROGRAM}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\惠村"
  CreateShortCut "$SMPROGRAMS\惠村\惠村.lnk" "$INSTDIR\huicun.exe"
  CreateShortCut "$SMPROGRAMS\惠村\卸载惠村.lnk" "$INSTDIR\uninstall.exe"
  CreateShortCut "$DESKTOP\惠村.lnk" "$INSTDIR\huicun.exe"
  WriteRegStr HKCU "Software\huicun" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "惠村"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\huicun.exe"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  ; the book and its backups lie in the user's data folder and stay
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\huicun.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\惠村\惠村.lnk"
  Delete "$SMPROGRAMS\惠村\卸载惠村.lnk"
  RMDir "$SMPROGRAMS\惠村"
  Delete "$DESKTOP\惠村.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\huicun"
  MessageBox MB_ICONINFORMATION "惠村已卸载。账本和备份没有删，还在原来的文件夹里。"
SectionEnd

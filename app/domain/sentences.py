"""What the program says when something goes wrong: what happened, is the data safe, what to do."""

from __future__ import annotations

from dataclasses import fields

from app.domain import errors
from app.domain.errors import KnownError

UNCHANGED = "账本没有改动。"
STAYS = "账本没有改动，现在的程序照常能用。"

SENTENCES: dict[type[KnownError], tuple[str, str, str]] = {
    # rules and acts
    errors.RefusedError: ("这件事没有办：{reason}{clause_note}。", UNCHANGED, "请按规定改好后再办。"),
    errors.ReasonNeededError: ("这件事要先写明理由：{warning}。", UNCHANGED, "请写明理由后再办一次。"),
    errors.NotFoundError: ("本账本里没有这个{what}：{key}。", UNCHANGED, "请核对号码后再试。"),
    errors.InputError: ("{field}填得不对：{reason}。", UNCHANGED, "请改好后再试。"),
    errors.StoppedError: ("{act}停下了，这一批没有做完。", UNCHANGED, "要办的话，再从头办一次。"),
    errors.RosterElsewhereError: (
        "名单 {file} 是{village}的，不是本村（{own}）的，一行也没有导入。",
        UNCHANGED,
        "请换成本村的名单再导入。",
    ),
    errors.RealBookError: (
        "{folder} 里是正式的账本，不能拿来练习。",
        UNCHANGED,
        "请换一个文件夹，用 --book 指明。",
    ),
    errors.NotPairedWithAnyError: (
        "还没有和乡镇结对，不知道交换包交给谁。",
        UNCHANGED,
        "请先读入乡镇的名片，电话里核对指纹后登记结对。",
    ),
    errors.HandedOverError: (
        "这本账已经移交给{to}，这台电脑上只能看，不能再登记。",
        UNCHANGED,
        "请在新电脑上登记；接交人没有接成的，可在“交换”页收回移交。",
    ),
    errors.EscrowUnconfirmedError: (
        "应急钥匙的最后八个字符对不上，没有登记。",
        UNCHANGED,
        "请照县里发来的钥匙再输一次最后八个字符。",
    ),
    # data files
    errors.DataFileError: ("资料文件 {file} 有错，在 {where}：{reason}。", UNCHANGED, "请改好这个文件后再试。"),
    # the book
    errors.WrongPasswordError: (
        "密码不对。",
        "账本完好，没有改动。",
        "请看清大小写和输入法后再试；忘了密码，可用恢复码打开。",
    ),
    errors.WrongRecoveryCodeError: (
        "恢复码不对。",
        "账本完好，没有改动。",
        "请对照密封的恢复单逐组输入；换过密钥的，要用最后一次的恢复单。",
    ),
    errors.TooManyTriesError: (
        "密码连错几次，要过 {seconds} 秒才能再试。",
        "账本完好，没有改动。",
        "请到时再试，不会被永久锁住。",
    ),
    errors.WeakPasswordError: ("这个密码太容易猜：{reason}。", UNCHANGED, "请换一个自己记得住、别人猜不到的密码。"),
    errors.DamagedKeyFileError: (
        "钥匙文件坏了或不见了，两份都读不出来：{file}。",
        "账本本身没有改动，每个备份里也各有一份钥匙。",
        "请从最近的备份还原，或用恢复单上的二维码和恢复码打开。",
    ),
    errors.DamagedBookError: (
        "账本文件有损坏，有的内容读不出来：{file}。",
        "程序没有改动它，备份也没有被覆盖。",
        "请先把整个文件夹复制一份留存，再从最近的备份还原。",
    ),
    errors.ForeignFileError: (
        "这不是惠村账本，或者不是这把钥匙的账本：{file}。",
        "程序没有改动它。",
        "请核对文件夹选得对不对，再把原来的账本放回去，或从备份还原。",
    ),
    errors.NewerBookError: (
        "账本是更新版本的程序写的（版本 {found}，本程序只认到 {known}）。",
        "账本完好，没有改动。",
        "请先升级惠村，再打开账本。",
    ),
    errors.BookOpenElsewhereError: (
        "这个账本已经在另一个窗口里打开：{folder}。",
        "账本完好，没有改动。",
        "请回到已打开的窗口，或关掉它再试。",
    ),
    errors.NoBookError: ("这个文件夹里没有账本：{folder}。", "什么都没有改动。", "请核对文件夹，或先新建账本。"),
    errors.BookExistsError: (
        "这个文件夹里已经有账本：{folder}。",
        "原来的账本完好，没有改动。",
        "请直接打开它，或换一个空文件夹新建。",
    ),
    errors.DamagedBackupError: (
        "备份 {backup} 没有通过检查，不能用。",
        "现在的账本没有改动，别的备份也没有动。",
        "请换一个备份再试；刚做的备份没通过的，请换个磁盘再做一次。",
    ),
    errors.BackupRefusedError: (
        "账本没有通过检查（{reason}），没有拿它做备份。",
        "以前的好备份都还在，没有被覆盖。",
        "请先从最近的备份还原，再接着记账。",
    ),
    errors.MigrationError: (
        "账本从版本 {found} 升级到 {known} 没有做成。",
        "升级只在副本上做，原来的账本完好。",
        "请重启电脑后再打开一次；还不行，请把这句话告诉技术员。",
    ),
    errors.SealedFileError: (
        "扫描件或草稿 {file} 坏了，打不开。",
        "账本完好，没有改动。",
        "请从备份里取回，或重新扫描。",
    ),
    # files and disks
    errors.DiskFullError: (
        "{place} 空间不足，{what}没有写完。",
        "已保存的数据完好，没有留下残缺文件。",
        "请删除无关文件或换一个磁盘，再做一次。",
    ),
    errors.ReadOnlyError: (
        "{place} 是只读的，{what}写不进去。",
        "已保存的数据完好，没有留下残缺文件。",
        "请打开写保护开关，或换一个位置再做一次。",
    ),
    errors.NoAccessError: (
        "没有权限读写 {place}，{what}没有做成。",
        "已保存的数据完好，没有留下残缺文件。",
        "请换一个自己的文件夹，或请管理员放开权限。",
    ),
    errors.StickGoneError: (
        "{place} 读写不了，{what}没有写完：可能是U盘被拔出或磁盘有故障。",
        "本机已保存的数据完好，写了一半的不算数。",
        "请插好U盘或换一个，再做一次。",
    ),
    errors.FileHeldError: (
        "{place} 正被别的程序占用，{what}没有写成。",
        "已保存的数据完好，原来的文件没有变。",
        "请关掉占用它的程序（表格软件、杀毒、同步盘），再做一次。",
    ),
    errors.ReadBackError: (
        "{what}写到 {place} 后读回来不一样：这个U盘可能是假容量或已损坏。",
        "本机已保存的数据完好，坏的那份已删掉。",
        "请换一个U盘再做一次。",
    ),
    errors.NameTakenError: (
        "{place} 已经有了，{what}没有写。",
        "原来的文件没有变。",
        "请换一个文件名或文件夹，再做一次。",
    ),
    errors.FolderGivenError: (
        "{place} 是一个文件夹，不是文件，{what}没有做成。",
        "已保存的数据完好，文件夹里的东西没有变。",
        "请在后面加上文件名，再做一次。",
    ),
    errors.MissingFileError: (
        "找不到 {place}。",
        "已保存的数据完好，没有改动。",
        "请核对文件名和位置；在U盘上的，请插好U盘。",
    ),
    errors.DiskTroubleError: (
        "读写 {place} 时出了故障（{reason}），{what}没有做成。",
        "已保存的数据完好，没有留下残缺文件。",
        "请换一个磁盘或位置再做一次。",
    ),
    # sheets and paper
    errors.SheetMissingError: ("表格文件“{file}”打不开：{reason}。", UNCHANGED, "请核对文件的位置和名字后再试。"),
    errors.SheetBrokenError: (
        "表格文件“{file}”已损坏或不完整，读不出来。",
        UNCHANGED,
        "请向发文件的人重新要一份，或在电脑上打开它另存为新文件后再试。",
    ),
    errors.SheetLockedError: (
        "表格文件“{file}”设了打开密码，读不出来。",
        UNCHANGED,
        "请先用表格软件打开它、去掉密码、另存后再试。",
    ),
    errors.SheetForeignError: (
        "“{file}”不是能读的表格，看起来是{kind}。",
        UNCHANGED,
        "请选 .xlsx、.xls、.ods 或 .csv 文件。",
    ),
    errors.SheetTooLargeError: (
        "表格文件“{file}”的{what}超过上限（{limit}），没有读。",
        UNCHANGED,
        "请把它分成几个文件，或删去多余的表页和空行后再试。",
    ),
    errors.SheetNameError: (
        "表格文件“{file}”里没有叫“{sheet}”的表页，有的是：{names}。",
        UNCHANGED,
        "请改用上面的名字再试。",
    ),
    errors.SheetHeadingError: (
        "表格文件“{file}”里找不到{title}的表头，缺：{missing}。",
        UNCHANGED,
        "请核对是不是选错了文件，或补上这些列名后再试。",
    ),
    # the bundle
    errors.BundleError: ("这个交换包不能用。", UNCHANGED, "请发件方重新导出一次。"),
    errors.NotABundleError: (
        "这个文件不是交换包，也不是回执。",
        UNCHANGED,
        "请核对U盘上的文件，选 HC- 或 HR- 开头的文件。",
    ),
    errors.NotForUsError: (
        "这个交换包不是写给本账本的，或者文件开头已经损坏，打不开。",
        UNCHANGED,
        "请核对发件方结对时用的是不是本机现在的名片，再请他重新导出一次。",
    ),
    errors.BundleDamagedError: ("交换包已损坏（{where}）。", UNCHANGED, "请发件方换一个U盘重新导出一次。"),
    errors.NotPairedError: (
        "交换包的签名人没有和本账本结对。",
        UNCHANGED,
        "请先同发件方核对指纹、完成结对登记，再导入。",
    ),
    errors.SignatureWrongError: (
        "交换包的签名不对，内容可能被改过。",
        UNCHANGED,
        "请不要使用这个文件，请发件方重新导出一次。",
    ),
    errors.SenderMismatchError: (
        "签名人是 {sender}，交换包却写着账本 {code}，身份或种类不符。",
        UNCHANGED,
        "请不要使用这个文件，请向发件方问明来历。",
    ),
    errors.NewerBundleError: (
        "交换包待升级：它要 {needs} 才能读，本机是 {has}。",
        UNCHANGED + "交换包请原样留着。",
        "请先升级本程序，再导入一次。",
    ),
    errors.BundleTooLargeError: (
        "交换包的{what}超过上限 {limit}，没有打开。",
        UNCHANGED,
        "请不要使用这个文件，请向发件方问明来历。",
    ),
    errors.UnexpectedMemberError: (
        "交换包里的成员“{name}”不合规定：{reason}。",
        UNCHANGED,
        "请不要使用这个文件，请发件方重新导出一次。",
    ),
    errors.BundleContentError: ("交换包内容不合规定，在 {where}：{reason}。", UNCHANGED, "请发件方重新导出一次。"),
    errors.CardError: ("这张名片不能用：{reason}。", UNCHANGED, "请对方重新导出名片，当面或电话核对指纹。"),
    errors.FingerprintError: (
        "指纹和名片对不上，没有结对。",
        UNCHANGED,
        "请对方再念一遍指纹；仍对不上，请换一张名片。",
    ),
    errors.RecipientError: ("这不是收件公钥（应以 age1 开头）。", UNCHANGED, "请核对后重新输入。"),
    # updates of the program
    errors.UpdateError: ("程序没有更新。", STAYS, "请重新拿一份更新包再试。"),
    errors.NoPublisherKeyError: (
        "这个程序里没有发布者的公钥，验不了更新包，没有更新。",
        STAYS,
        "请向发给你程序的人要带公钥的安装包，装一次就行。",
    ),
    errors.UpdateForeignError: ("{file} 不是本程序的更新包，没有更新。", STAYS, "请选 .hcupdate 结尾的更新包。"),
    errors.UpdateUntrustedError: (
        "更新包 {file} 不是认得的发布者签的，没有更新。",
        STAYS,
        "请不要使用这个文件，请向给你的人问明来历。",
    ),
    errors.UpdateDamagedError: (
        "更新包 {file} 已损坏，没有更新。",
        STAYS,
        "请重新复制一份到U盘，再试一次。",
    ),
    errors.UpdateUnfitError: ("这个更新包用不上：{reason}。", STAYS, "请拿适合这台电脑的、更新的一份。"),
}


def explain(error: KnownError) -> str:
    """The three sentences of a known error in one line."""
    values = {field.name: _without_stop(getattr(error, field.name)) for field in fields(error)}
    if "clause" in values:
        values["clause_note"] = f"（{values['clause']}）" if values["clause"] else ""
    return "".join(part.format(**values) for part in SENTENCES[type(error)])


def _without_stop(value: object) -> object:
    """A reason that is a whole sentence loses its stop: the frame around it has one."""
    return value.rstrip("。") if isinstance(value, str) else value

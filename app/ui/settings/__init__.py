"""设置: one room for each subject; every room shows what the services say and asks for their acts."""

"""The work-order tracker of a district's 12345 hotline. A map of the rooms; no code, so that a rule needs no Flask.

domain    the rules: pure, told the time, given the tables
store     the database: tables, transactions, whose rows they are
sheets    workbooks in and out: the only room that knows openpyxl
media     files handed in: looked into, pictures drawn anew; the only room that knows Pillow
couriers  messages out, by mail and webhook: the only room that opens a connection to elsewhere
usecases  one verb per file, one transaction each
reads     one page per file, each a frozen dataclass
web       the browser's door          cli   the command line's door          jobs   what runs by itself
seeds     the rows an installation starts with, and the demo

app.py alone knows every floor; clock.py tells the time; config.py reads settings (setting.py says what one
is, mail_settings.py, web_settings.py and backup_settings.py those of mail, web and backups); paths.py finds templates;
origin.py says where an act comes from; provider_settings.py reads those of single sign-on.
"""

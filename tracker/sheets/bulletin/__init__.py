"""The bulletin's sheets, one file a kind. In which order they stand: sheets/monthly.py."""

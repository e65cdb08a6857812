"""The only SQL: the encrypted file, its log, its search."""

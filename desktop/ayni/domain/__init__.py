"""What is true of AEO, plans and purchases: plain Python, no window, no database, no disk, no clock."""

"""What leaves this machine: cards, exports, their seals, and how a file is held against the record."""

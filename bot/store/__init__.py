"""What knows disks: FAQ files, articles, the ledger."""

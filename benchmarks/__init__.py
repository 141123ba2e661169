"""What is measured, and with what: each module is a command."""

"""The reception: one state machine, its board and its keys."""

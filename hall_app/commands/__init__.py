"""The commands of ``hall-app``, one module a group; each is imported when it is asked for."""

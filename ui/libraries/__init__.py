"""The pages of looking up: a person of the libraries, a case by its number."""

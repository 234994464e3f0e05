"""From a card on the reader to a resident whose facts may be used."""

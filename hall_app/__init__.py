"""What the hall does: use cases and rules, one folder a capability. No Qt, no SQL, no bytes on wires."""

VERSION = "0.1.0"

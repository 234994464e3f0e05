"""Form, materials, decisions."""

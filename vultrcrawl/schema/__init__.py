"""From pages of one template to fields, tested locators and actions."""

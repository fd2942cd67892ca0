"""From one version of the template to another, with nothing lost."""

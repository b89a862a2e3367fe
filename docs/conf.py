import sys
from importlib.metadata import version as version_of

project = "managed_mrr"
author = "The managed_mrr developers"
project_copyright = f"2026, {author}"
release = version = version_of("managed-mrr")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "managed_mrr"
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = ["Clause"]

# A build reads nothing from the network, so names of other packages stay plain text instead of links.
# Every name of our own must resolve, type variables apart: they are one letter, and no object to document.
nitpicky = True
others = {"attr", "attrs", "dateutil", "hypothesis", "numpy", "pyarrow", "pyspark"}
foreign = "|".join(sorted(sys.stdlib_module_names | others))
type_variable = r"managed_mrr\.(.+\.)?[A-Z](_co|_contra)?"
nitpick_ignore_regex = [("py:.*", rf"({foreign})(\..+)?"), ("py:.*", type_variable)]

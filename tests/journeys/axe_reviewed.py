"""What axe finds serious in Streamlit's own elements, looked at one by one. The list may only get shorter.

Each entry: the rule, the element (the nearest one that Streamlit names, and the tag), and why it stays.
"""

_LIST = "Streamlit's list of pages holds its groups' headings between the entries; every entry is reached and read."

REVIEWED: dict[tuple[str, str], str] = {
    ("list", "stSidebarNavItems ul"): _LIST,
    ("listitem", "stSidebarNavItems li"): _LIST,
}

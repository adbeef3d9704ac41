// What Streamlit leaves to the page: one step back per page, and what is typed last goes along.
(() => {
  if (window.workbenchFrame) return;
  window.workbenchFrame = true;

  // Streamlit completes the address of a page in further steps. A step that changes no choice replaces the one
  // before it, so that "back" leaves the page at the first press.
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const here = new URL(location.href);
    const there = new URL(url ?? here, here);
    const completes =
      there.pathname === here.pathname &&
      [...here.searchParams].every(([name, value]) => (there.searchParams.get(name) ?? value) === value);
    if (completes) history.replaceState(state, title, url);
    else push(state, title, url);
  };

  // What is typed last is sent only after a click on a link is, and would call the page back that is being left:
  // the click waits until the text is on its way.
  let typedIn = null;
  window.addEventListener(
    "pointerdown",
    () => {
      typedIn = document.activeElement?.matches("input, textarea") ? document.activeElement : null;
    },
    true,
  );
  window.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("[data-testid='stSidebarNavLink'], [data-testid='stPageLink-NavLink']");
      if (!link || !typedIn || !event.isTrusted || event.ctrlKey || event.metaKey || event.shiftKey) return;
      typedIn = null;
      event.preventDefault();
      event.stopImmediatePropagation();
      setTimeout(() => link.click(), 150);
    },
    true,
  );

  // Enter and Escape leave an adjudicator's box, so that the next key decides.
  window.addEventListener(
    "keydown",
    (event) => {
      const field = event.target.closest?.("input");
      if (!event.isComposing && ["Enter", "Escape"].includes(event.key) && field?.closest(".st-key-adjudication-notes"))
        field.blur();
    },
    true,
  );
})();

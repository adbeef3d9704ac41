// What Streamlit leaves to the page: one step back per page, and keys that cannot run away.
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

  // Labelling: a key judges the output that is shown, once. A key held down, or pressed again before the next
  // output is there, does nothing.
  const shownOutput = () => document.querySelector("[class*='st-key-desk-input-']")?.className.match(/desk-input-\d+/)?.[0];
  let judged, judgedAt;
  window.addEventListener(
    "keydown",
    (event) => {
      const field = event.target.closest?.("input, textarea, select");
      if (field) {
        // Enter and Escape leave a note's box, so that the next key judges again.
        if (["Enter", "Escape"].includes(event.key) && field.closest(".st-key-desk-notes")) field.blur();
        return;
      }
      const shown = shownOutput();
      if (!shown || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.toLowerCase() === "u") judged = undefined;
      if (!"1234s".includes(event.key.toLowerCase())) return;
      if (event.repeat || (shown === judged && performance.now() - judgedAt < 2000)) {
        event.stopImmediatePropagation();
        return;
      }
      [judged, judgedAt] = [shown, performance.now()];
    },
    true,
  );
})();

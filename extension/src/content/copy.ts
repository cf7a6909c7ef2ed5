/** Puts words on the clipboard, at the person's press of a button. */
export async function copy(words: string): Promise<boolean> {
  // Pages without encryption have no clipboard of the newer kind.
  const written = await navigator.clipboard?.writeText(words).then(
    () => true,
    () => false,
  );
  return written ?? copyByCommand(words);
}

function copyByCommand(words: string): boolean {
  let isDone = false;
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", words);
    event.preventDefault();
    // It is no copying of the page's.
    event.stopImmediatePropagation();
    isDone = true;
  };
  addEventListener("copy", put, { capture: true });
  document.execCommand("copy");
  removeEventListener("copy", put, { capture: true });
  return isDone;
}

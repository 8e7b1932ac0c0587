// A row of buttons that copy a text, or the address, to the clipboard.
export default function ({ parentElement, data }) {
  const row = parentElement.querySelector(".copy");
  row.textContent = data.lead + " ";

  // A page that is not of this machine and comes without TLS has no clipboard, and a browser may refuse it: then the older way, and where that
  // fails too, the text stands in a field, selected, to be copied by hand.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      row.querySelector("textarea")?.remove();
      const field = document.createElement("textarea");
      field.readOnly = true;
      field.value = text;
      field.setAttribute("aria-label", data.lead);
      row.appendChild(field);
      field.focus();
      field.select();
      if (!document.execCommand("copy")) return false;
      field.remove();
      return true;
    }
  }

  for (const [label, text] of data.items) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = async () => {
      if (!(await copy(text === null ? window.location.href : text))) return;
      button.textContent = label + " \u2713 " + data.done;
      button.focus();
      setTimeout(() => { button.textContent = label; }, 1600);
    };
    row.appendChild(button);
  }
}

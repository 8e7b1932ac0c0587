// A row of buttons that copy a text, or the address, to the clipboard.
export default function ({ parentElement, data }) {
  const row = parentElement.querySelector(".copy");
  row.textContent = data.lead + " ";
  for (const [label, text] of data.items) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = async () => {
      await navigator.clipboard.writeText(text === null ? window.location.href : text);
      button.textContent = label + " \u2713 " + data.done;
      setTimeout(() => { button.textContent = label; }, 1600);
    };
    row.appendChild(button);
  }
}

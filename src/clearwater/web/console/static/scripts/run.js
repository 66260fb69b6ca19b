// A finished run: its report is asked for, and then stands behind a link that is good for a while.
for (const form of document.querySelectorAll("[data-report]")) {
  form.addEventListener("done", (event) => {
    const opened = form.querySelector("[data-opened]");
    const link = opened.querySelector("a");
    link.href = event.detail.said.address;
    opened.hidden = false;
    link.focus();
  });
}

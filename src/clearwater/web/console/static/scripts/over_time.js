// Figures of events over time, asked of the log: for pages of an object, an account, a finding.
//
// <figure class="chart" data-over-time="/api/v1/.../questions"> holds a block of data: `question`,
// `spans` (shaded moments), `investigate` (where the same question can be asked further).
import { Problem, ask } from "./asking.js";
import { chart } from "./charts.js";
import { element } from "./dom.js";
import { _ } from "./words.js";
import "./naming.js";

async function fill(figure) {
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const working = element("p", { class: "note", role: "status" }, _("Reading the log. A large one takes some seconds the first time."));
  figure.append(working);
  try {
    const { said } = await ask("POST", figure.dataset.overTime, { body: data.question });
    const { step, start, members, others } = said.series;
    const x = others.map((_one, place) => start + place * step);
    chart(figure, {
      title: _("Events over time"), kind: "time", x_name: _("from (UTC)"), y_name: _("events"), stacked: true, spans: data.spans,
      series: [
        { name: _("members of findings"), shape: "bars", tone: "main", x, y: members },
        { name: _("everybody else"), shape: "bars", tone: "other", x, y: others },
      ].filter((one) => one.y.some(Boolean)),
    });
    figure.after(element("p", { class: "no-print" }, element("a", { href: `${data.investigate}?q=${said.handle}`, "data-key": "i" }, _("Ask more about these events"), " ", element("kbd", {}, "i"))));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    figure.prepend(element("p", { class: "problem", role: "alert" }, error.message));
  } finally {
    working.remove();
  }
}

for (const figure of document.querySelectorAll("[data-over-time]")) fill(figure);

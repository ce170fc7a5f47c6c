/**
 * The standard workload of the recording benchmarks: a table of 5,000 nodes, 2,000 row operations,
 * typing, scrolling and clicks. One self-contained page; `window.runWorkload()` resolves when done.
 */
export const WORKLOAD_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Workload</title>
<style>
  body { font: 14px sans-serif } td { padding: 2px 6px; border: 1px solid #ccc }
  .hot { background: #fee } #box { height: 300px; overflow: auto; contain: strict }
  /* Likewise each row is laid out by itself. */
  table, tbody { display: block } tr { display: block; height: 28px; contain: size layout } td { display: inline }
</style></head>
<body>
<h1>Orders</h1>
<form><input id="name" name="name"><textarea id="note"></textarea>
<select id="pick"><option>one</option><option>two</option></select><input type="checkbox" id="tick"></form>
<button id="go" type="button">Go</button>
<div id="box"><table><tbody id="rows"></tbody></table></div>
<script>
  const rows = document.getElementById("rows");
  function row(i) {
    const tr = document.createElement("tr");
    tr.className = "row r" + (i % 7);
    tr.dataset.testid = "order-" + i;
    for (const text of ["Order " + i, "Kettle K" + (i % 90), (i * 1.37).toFixed(2), "in stock"]) {
      const td = document.createElement("td");
      td.textContent = text;
      tr.append(td);
    }
    return tr;
  }
  for (let i = 0; i < 555; i++) rows.append(row(i));
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  const turn = () => Promise.resolve();
  window.runWorkload = async () => {
    const name = document.getElementById("name");
    const note = document.getElementById("note");
    const box = document.getElementById("box");
    let next = 555;
    for (let step = 0; step < 2000; step++) {
      const all = rows.children;
      switch (step % 5) {
        case 0: rows.insertBefore(row(next++), all[(step * 31) % all.length]); break;
        case 1: all[(step * 17) % all.length].remove(); break;
        case 2: all[(step * 13) % all.length].classList.toggle("hot"); break;
        case 3: all[(step * 7) % all.length].children[2].textContent = "€ " + step; break;
        case 4: rows.append(all[(step * 11) % all.length]); break;
      }
      if (step % 10 === 0) {
        name.value = "Person " + step;
        name.dispatchEvent(new Event("input", { bubbles: true }));
        note.value += "word ";
        note.dispatchEvent(new Event("input", { bubbles: true }));
      }
      // Observers hear of every 20 steps; painting 5,000 nodes as often would drown what recording adds.
      if (step % 100 === 0) { box.scrollTop = (step * 9) % 4000; await frame(); }
      else if (step % 20 === 0) await turn();
      if (step % 100 === 0) document.getElementById("go").click();
    }
    await frame();
  };
</script></body></html>`;

import { createServer } from "node:http";
import { chromium } from "@playwright/test";
import { bundleRecorder } from "./bundle.ts";
const script = await bundleRecorder();
const html = `<!doctype html><meta charset=utf-8><body><table id=t class="table table-striped"></table><div id=f></div><script>
function cell(i,j){return '<td class="cell col-'+j+'" data-index="'+i+'"><span class="label label-default" title="Row '+i+'">Row '+i+' value '+j+'</span></td>'}
let h='';for(let i=0;i<400;i++){h+='<tr class="row" style="contain:content" data-id="'+i+'">'+[0,1,2,3].map(j=>cell(i,j)).join('')+'</tr>'}
document.getElementById('t').innerHTML='<tbody>'+h+'</tbody>';
document.getElementById('f').innerHTML=Array.from({length:20},(_,i)=>'<input id=i'+i+' name=n'+i+'>').join('');
async function work(){const b=document.querySelector('tbody');for(let k=0;k<2000;k++){const r=document.createElement('tr');r.className='row new-row';r.innerHTML=[0,1,2,3].map(j=>cell(k,j)).join('');b.insertBefore(r,b.children[k%300]);if(k%2)b.children[(k*7)%300].remove();
b.children[k%200].className='row state-'+(k%5);b.children[k%100].querySelector('span').firstChild.data='Text changed '+k; b.children[k%50].style.background='rgb('+k%255+',1,2)';
if(k%10==0){const i=document.getElementById('i'+(k/10%20));i.value='typed '+k;i.dispatchEvent(new Event('input',{bubbles:true}))}
if(k%5==0)await new Promise(r=>setTimeout(r,0))}}
</script>`;
const server = createServer((q, r) => {
  if (q.url === "/recorder.js") r.setHeader("content-type", "text/javascript").end(script);
  else r.setHeader("content-type", "text/html").end(html);
});
await new Promise<void>((r) => server.listen(0, "127.0.0.1", r));
const origin = `http://127.0.0.1:${(server.address() as any).port}/`;
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const modes = ["none", "bare", "gated"] as const;
const out: Record<string, number[]> = {
  none: [],
  bare: [],
  gated: [],
  "gated+json": [],
  filter: [],
};
for (let n = 0; n < Number(process.argv[2] ?? 5); n++)
  for (const mode of modes) {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.addScriptTag({ url: "/recorder.js" });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    const m = async () =>
      (await cdp.send("Performance.getMetrics")).metrics.find((x) => x.name === "TaskDuration")!
        .value * 1000;
    const before = await m();
    const spent = await page.evaluate(async (mode) => {
      const w = window as any;
      if (mode !== "none") w.benchStart(mode);
      await w.work();
      await new Promise((r) => setTimeout(r, 50));
      return w.spent ?? 0;
    }, mode);
    out[mode]!.push((await m()) - before);
    if (mode === "gated") out.filter!.push(spent);
    await page.close();
  }
const med = (a: number[]) => a.toSorted((x, y) => x - y)[Math.floor(a.length / 2)]!;
const base = med(out.none!);
for (const k of Object.keys(out))
  console.log(k, med(out[k]!).toFixed(0), out[k]!.map((x) => x.toFixed(0)).join(" "));
console.log(
  "ratio gated/bare",
  ((med(out.gated!) - base) / (med(out.bare!) - base)).toFixed(3),
  "json",
  ((med(out["gated+json"]!) - base) / (med(out.bare!) - base)).toFixed(3),
);
await browser.close();
server.close();

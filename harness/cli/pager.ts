import { spawn } from 'node:child_process';

/**
 * Shows a long text as git does: through PAGER or `less` on a terminal, else as it is. `atLine` is where it opens, for a
 * pager that can (less can).
 */
export async function page(text: string, { atLine = 1 } = {}): Promise<void> {
  const isLong = text.split('\n').length >= (process.stdout.rows ?? 24);
  const pager = process.env.PAGER ?? 'less';
  if (!process.stdout.isTTY || !process.stdin.isTTY || !isLong || pager === '' || pager === 'cat')
    return void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  const isLess = /(^|\/)less$/.test(pager);
  // R: colours; a shell, since PAGER may have options of its own.
  const command = isLess ? `${pager} -R${atLine > 1 ? ` +${atLine}` : ''}` : pager;
  await new Promise<void>((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
    const plain = () => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    child.once('error', () => {
      plain();
      resolve();
    });
    child.once('close', (code) => {
      if (code === 127) plain(); // no such pager here
      resolve();
    });
    child.stdin.on('error', () => {}); // it was left before the end
    child.stdin.end(text);
  });
}

import type { MarkdownIt } from 'markdown-it';

const OUTPUT = /^output: (.+)$/;

/**
 * Comments of the course's Markdown, each on a line of its own. `<!-- output: COMMAND -->` above a block says what printed
 * it, and becomes the block's caption; others are for whoever writes the page and are left out. No other HTML is taken.
 */
export function courseComments(markdown: MarkdownIt): void {
  markdown.block.ruler.before(
    'paragraph',
    'course_comment',
    (state, startLine, _endLine, silent) => {
      const line = state.src.slice(state.bMarks[startLine]! + state.tShift[startLine]!, state.eMarks[startLine]!);
      const [, text] = /^<!-- (.+?) -->\s*$/.exec(line) ?? [];
      if (text === undefined) return false;
      if (silent) return true;
      const token = state.push('course_comment', '', 0);
      token.content = text;
      token.map = [startLine, startLine + 1];
      state.line = startLine + 1;
      return true;
    },
    { alt: ['paragraph', 'blockquote', 'list', 'table'] },
  );
  markdown.core.ruler.push('course_output', (state) => {
    state.tokens.forEach((token, index) => {
      const [, command] = (token.type === 'course_comment' && OUTPUT.exec(token.content)) || [];
      const next = state.tokens[index + 1];
      if (command && next?.type === 'fence') next.meta = { command };
    });
    state.tokens = state.tokens.filter(({ type }) => type !== 'course_comment');
  });
}

import { marked, type Token, type Tokens } from 'marked';
import { chalk, paragraph, width } from './style.ts';

/** A lesson as text for a terminal: wrapped at its width, tables as lists, code as it is. */
export function renderMarkdown(markdown: string): string {
  return `${blocks(marked.lexer(markdown), '').join('\n\n')}\n`;
}

function blocks(tokens: readonly Token[], indent: string): string[] {
  return tokens.map((token) => block(token, indent)).filter((text) => text !== '');
}

function block(token: Token, indent: string): string {
  switch (token.type) {
    case 'heading': {
      const text = inline(token.tokens);
      return token.depth === 1 ? chalk.bold.underline(text) : chalk.bold(`${'#'.repeat(token.depth)} ${text}`);
    }
    case 'paragraph':
    case 'text':
      return paragraph(inline(token.tokens ?? [token]), indent);
    case 'code':
      return (token as Tokens.Code).text.replace(/^/gm, `${indent}${token.lang === 'text' ? '' : '    '}`);
    case 'list':
      return (token as Tokens.List).items
        .map((item, index) => listItem(item, marker(token as Tokens.List, index), indent))
        .join('\n');
    case 'blockquote':
      return blocks(token.tokens ?? [], `${indent}│ `).join(`\n${indent}│\n`);
    case 'table':
      return table(token as Tokens.Table, indent);
    case 'hr':
      return '─'.repeat(width());
    default:
      return ''; // comments and blank lines
  }
}

function marker({ ordered, start }: Tokens.List, index: number): string {
  return ordered ? `${Number(start) + index}. ` : '- ';
}

function listItem({ tokens }: Tokens.ListItem, mark: string, indent: string): string {
  const inner = indent + ' '.repeat(mark.length);
  const text = blocks(tokens, inner).join('\n');
  return indent + mark + text.slice(inner.length);
}

/** Cells rarely fit beside each other in 80 columns: each row becomes an item, its cells named by the header. */
function table({ header, rows }: Tokens.Table, indent: string): string {
  return rows
    .map(([first, ...rest]) => {
      const named = (column: number, cell: string): string => {
        const name = inline(header[column]!.tokens);
        return name ? `${chalk.dim(`${name}:`)} ${cell}` : cell;
      };
      const lines = rest.map(({ tokens }, index) => paragraph(named(index + 1, inline(tokens)), `${indent}    `));
      const head = paragraph(named(0, chalk.bold(inline(first!.tokens))), `${indent}  `);
      return [`${indent}- ${head.slice(indent.length + 2)}`, ...lines].join('\n');
    })
    .join('\n');
}

function inline(tokens: readonly Token[] = []): string {
  return tokens
    .map((token) => {
      switch (token.type) {
        case 'strong':
          return chalk.bold(inline(token.tokens));
        case 'em':
          return chalk.italic(inline(token.tokens));
        case 'codespan':
          return chalk.cyan((token as Tokens.Codespan).text);
        case 'link': {
          const { href, tokens: text } = token as Tokens.Link;
          return /^https?:/.test(href) ? `${inline(text)} (${chalk.dim(href)})` : inline(text);
        }
        case 'br':
          return '\n';
        default:
          return 'tokens' in token && token.tokens ? inline(token.tokens) : 'text' in token ? String(token.text) : '';
      }
    })
    .join('');
}

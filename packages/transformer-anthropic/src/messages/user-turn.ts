// A user's side of the conversation between two answers: tool results first, in one message, then what is said.
import type { Block } from '../wire-names.ts';

/** One message of the wire: the results in it and, behind them, what else it says. */
interface Entry {
  results: Block[];
  said: Block | undefined;
}

export class UserTurn {
  readonly #entries: Entry[] = [];

  /** `apart`: these results stood in a message of their own, behind other results. */
  addResults(results: readonly Block[], apart: boolean): void {
    const [first] = this.#entries;
    if (!first || apart) this.#entries.push({ results: [...results], said: undefined });
    else if (first.said?.role === 'system') this.#entries.unshift({ results: [...results], said: undefined });
    else first.results.push(...results);
  }

  /** `apart`: the message stays one of its own; otherwise it joins the results before it. */
  addMessage(message: Block, apart: boolean): void {
    const last = this.#entries.at(-1);
    if (last && !last.said && !apart && message.role === 'user') last.said = message;
    else this.#entries.push({ results: [], said: message });
  }

  /** The turn's messages, in order. */
  messages(): Block[] {
    return this.#entries.map(({ results, said }) => {
      if (!said) return { role: 'user', content: results };
      return results.length === 0 ? said : { role: 'user', content: [...results, ...blocksOf(said)] };
    });
  }
}

function blocksOf({ content }: Block): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content as Block[]);
}

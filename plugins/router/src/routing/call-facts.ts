// What rules may ask about a call. What takes time (a detector, price lists) is looked up when a rule needs it, and once.
import type { Call, Operation } from '@kit/core';
import { estimatedInputTokens } from '../estimated-usage.ts';
import { requiredCapabilities } from './required-capabilities.ts';

/** What a router knows of a call. */
export interface CallFacts {
  readonly call: Call;
  readonly operation: Operation;
  /** The model that is asked for, aliases resolved. */
  readonly model: string | undefined;
  readonly tenant: string | undefined;
  readonly user: string | undefined;
  readonly project: string | undefined;
  readonly tags: readonly string[];
  /** From `hints.router.region`, or a tag `region:…`. */
  readonly region: string | undefined;
  /** Quality that is asked for: `hints.router.tier`, or a tag `tier:…`. */
  readonly tier: number | undefined;
  /** What the model has to be able to do: `tools`, `vision`, `json-schema`, `reasoning`, … */
  readonly capabilities: readonly string[];
  /** Input tokens, about. */
  readonly estimatedTokens: number;
  /** USD, about: at the model that is asked for, or else at the first target of the default. */
  estimatedCost(): Promise<number | undefined>;
  /** From `hints.router.language`, a tag `language:…`, or the detector. */
  language(): Promise<string | undefined>;
  /** From `hints.router.residency`, a tag `residency:…`, or the detector. */
  residency(): Promise<string | undefined>;
}

/** Facts that have to be looked up. */
export interface Lookups {
  readonly language: string | undefined;
  readonly residency: string | undefined;
  readonly cost: number | undefined;
}
export type LookupName = keyof Lookups;
export type LookupSources = { readonly [N in LookupName]: (call: Call) => Promise<Lookups[N]> };

export class Facts implements CallFacts {
  readonly call: Call;
  readonly #sources: LookupSources;
  readonly #found = new Map<LookupName, Lookups[LookupName]>();
  readonly #looking = new Map<LookupName, Promise<void>>();
  #capabilities: readonly string[] | undefined;
  #estimatedTokens: number | undefined;

  constructor(call: Call, sources: LookupSources) {
    this.call = call;
    this.#sources = sources;
    for (const name of ['language', 'residency'] as const) {
      const told = this.#told(name);
      if (told !== undefined) this.#found.set(name, told);
    }
  }

  get operation(): Operation {
    return this.call.operation;
  }
  get model(): string | undefined {
    const { model, requests } = this.call.request as {
      readonly model?: string;
      readonly requests?: readonly { readonly request: { readonly model?: string } }[];
    };
    return model ?? requests?.[0]?.request.model;
  }
  get tenant(): string | undefined {
    return this.call.context.tenant;
  }
  get user(): string | undefined {
    return this.call.context.user;
  }
  get project(): string | undefined {
    return this.call.context.project;
  }
  get tags(): readonly string[] {
    return this.call.context.tags ?? [];
  }
  get region(): string | undefined {
    return this.#told('region');
  }
  get tier(): number | undefined {
    const told = this.#hints()?.tier ?? this.#tagged('tier');
    return told === undefined || Number.isNaN(Number(told)) ? undefined : Number(told);
  }
  get capabilities(): readonly string[] {
    this.#capabilities ??= requiredCapabilities(this.call.request);
    return this.#capabilities;
  }
  get estimatedTokens(): number {
    this.#estimatedTokens ??= estimatedInputTokens(this.call.request);
    return this.#estimatedTokens;
  }

  estimatedCost(): Promise<number | undefined> {
    return this.#lookUp('cost');
  }
  language(): Promise<string | undefined> {
    return this.#lookUp('language');
  }
  residency(): Promise<string | undefined> {
    return this.#lookUp('residency');
  }

  /** True once the fact is known, or known to be unknown. */
  has(name: LookupName): boolean {
    return this.#found.has(name);
  }

  /** Undefined also before it was looked up. */
  peek<N extends LookupName>(name: N): Lookups[N] {
    return this.#found.get(name) as Lookups[N];
  }

  load(name: LookupName): Promise<void> {
    let looking = this.#looking.get(name);
    if (!looking) {
      looking = this.#sources[name](this.call).then((value) => void this.#found.set(name, value));
      this.#looking.set(name, looking);
    }
    return looking;
  }

  async #lookUp<N extends LookupName>(name: N): Promise<Lookups[N]> {
    if (!this.has(name)) await this.load(name);
    return this.peek(name);
  }

  #told(name: 'region' | 'language' | 'residency'): string | undefined {
    const hint = this.#hints()?.[name];
    return typeof hint === 'string' ? hint : this.#tagged(name);
  }

  #hints(): Readonly<Record<string, unknown>> | undefined {
    const hints = this.call.context.hints?.router;
    return typeof hints === 'object' && hints !== null ? (hints as Readonly<Record<string, unknown>>) : undefined;
  }

  #tagged(name: string): string | undefined {
    return this.tags.find((tag) => tag.startsWith(`${name}:`))?.slice(name.length + 1);
  }
}

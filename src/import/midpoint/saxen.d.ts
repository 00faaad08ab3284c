/** As much of `saxen` as is used; the package has no types. */
declare module 'saxen' {
  type Decode = (text: string) => string;
  interface Events {
    openTag: (name: string, attributes: () => Record<string, unknown> | false) => void;
    closeTag: (name: string, decode: Decode, isSelfClosing: boolean) => void;
    text: (text: string) => void;
    cdata: (text: string) => void;
    comment: (text: string) => void;
    question: (text: string) => void;
    attention: (text: string) => void;
    error: (error: Error) => void;
    warn: (error: Error) => void;
  }
  export class Parser {
    on<Name extends keyof Events>(name: Name, handler: Events[Name]): this;
    parse(text: string): Error | null;
    stop(): void;
  }
}

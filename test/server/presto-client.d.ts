declare module 'presto-client' {
  interface ClientOptions {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly engine: 'trino' | 'presto';
    readonly catalog: string;
    readonly schema: string;
    readonly checkInterval?: number;
  }
  interface ExecuteOptions {
    readonly query: string;
    readonly cancel?: () => boolean;
    columns(error: Error | null, columns: readonly { readonly name: string }[]): void;
    data(error: Error | null, rows: readonly unknown[][]): void;
    success(error: Error | null, stats: unknown): void;
    error(error: Error): void;
  }
  const presto: { Client: new (options: ClientOptions) => { execute(options: ExecuteOptions): void } };
  export default presto;
}

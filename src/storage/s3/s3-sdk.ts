import { LakeError } from '../../base/lake-error.js';

/** How to reach an object store that speaks S3's protocol; what is absent is as the AWS SDK finds it (environment, profile, role). */
export interface S3Options {
  /** Such as `eu-west-1`. */
  readonly region?: string;
  /** Of stores other than AWS. */
  readonly endpoint?: string;
  /** Buckets in the path instead of the host's name; true by default where there is an endpoint. */
  readonly forcePathStyle?: boolean;
  /** A connection on which nothing comes for so long is given up, and the request is made again: 30,000 by default. */
  readonly idleMsMax?: number;
  /** Keys of the store; temporary ones come with a token. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** What is used of `@aws-sdk/client-s3`, an optional peer dependency: the build must do without it. */
export interface S3Sdk {
  readonly S3Client: new (options: object) => S3Client;
  readonly ListObjectsV2Command: new (input: object) => S3Command<ListOutput>;
  readonly HeadObjectCommand: new (input: object) => S3Command<HeadOutput>;
  readonly GetObjectCommand: new (input: object) => S3Command<GetOutput>;
  readonly PutObjectCommand: new (input: object) => S3Command<object>;
  readonly DeleteObjectsCommand: new (input: object) => S3Command<DeleteOutput>;
  readonly CreateMultipartUploadCommand: new (input: object) => S3Command<{ readonly UploadId?: string }>;
  readonly UploadPartCommand: new (input: object) => S3Command<{ readonly ETag?: string }>;
  readonly CompleteMultipartUploadCommand: new (input: object) => S3Command<object>;
  readonly AbortMultipartUploadCommand: new (input: object) => S3Command<object>;
  readonly ListMultipartUploadsCommand: new (input: object) => S3Command<UploadsOutput>;
}

/** A request; the output's type is only for the compiler. */
export interface S3Command<Output> {
  readonly outputType?: Output;
}

export interface S3Client {
  send<Output>(command: S3Command<Output>, options?: { readonly abortSignal?: AbortSignal }): Promise<Output>;
  destroy(): void;
}

interface ListOutput {
  readonly Contents?: readonly { readonly Key: string; readonly Size: number; readonly LastModified: Date }[];
  readonly CommonPrefixes?: readonly { readonly Prefix: string }[];
  readonly NextContinuationToken?: string;
}

interface HeadOutput {
  readonly ContentLength?: number;
  readonly LastModified?: Date;
  readonly ETag?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

interface UploadsOutput {
  readonly Uploads?: readonly { readonly Key: string; readonly UploadId: string }[];
  readonly NextKeyMarker?: string;
  readonly NextUploadIdMarker?: string;
  readonly IsTruncated?: boolean;
}

interface GetOutput {
  readonly Body?: AsyncIterable<Uint8Array>;
}

interface DeleteOutput {
  readonly Errors?: readonly { readonly Key?: string; readonly Code?: string; readonly Message?: string }[];
}

const packageName: string = '@aws-sdk/client-s3';

/** Loads the SDK. @throws NOT_SUPPORTED when it is not installed */
export async function loadSdk(): Promise<S3Sdk> {
  try {
    return (await import(packageName)) as S3Sdk;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new LakeError('NOT_SUPPORTED', `Locations of s3:// need the package ${packageName}`, {
      hint: `npm install ${packageName}, or name a folder for the location in s3Folders.`,
      cause,
    });
  }
}

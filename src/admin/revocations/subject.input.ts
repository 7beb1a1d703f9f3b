import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength, ValidateIf } from 'class-validator';

/** The members of each format of subject identifiers that we know (RFC 9493 §3.2). */
const SUBJECT_FORMATS = { iss_sub: ['iss', 'sub'], opaque: ['id'], email: ['email'] } as const;
type Format = keyof typeof SUBJECT_FORMATS;

const Member = () => (target: object, property: string) => {
  MaxLength(2000)(target, property);
  IsString({ message: 'is required' })(target, property);
  ValidateIf((subject: SubjectInput, value) => value !== undefined || membersOf(subject).includes(property))(target, property);
};

const membersOf = ({ format }: SubjectInput): readonly string[] => (Object.hasOwn(SUBJECT_FORMATS, format) ? SUBJECT_FORMATS[format] : []);

/** A person, as RFC 9493 names one. */
export class SubjectInput {
  @ApiProperty({ enum: Object.keys(SUBJECT_FORMATS) })
  @IsIn(Object.keys(SUBJECT_FORMATS), { message: `must be one of ${Object.keys(SUBJECT_FORMATS).join(', ')}` })
  format!: Format;

  @ApiProperty({ required: false, description: '`iss_sub`: our issuer.' })
  @Member()
  iss?: string;

  @ApiProperty({ required: false, description: '`iss_sub`.' })
  @Member()
  sub?: string;

  @ApiProperty({ required: false, description: '`opaque`: the account id, which is the `sub`.' })
  @Member()
  id?: string;

  @ApiProperty({ required: false, description: '`email`: of the account’s claims.', example: 'ada@example.com' })
  @Member()
  email?: string;
}

/** Members of another format than the one it says (RFC 9493 §3: there MUST NOT be any). */
export function strangersOf(subject: SubjectInput): string[] {
  const own = ['format', ...membersOf(subject)];
  return Object.entries(subject).flatMap(([name, value]) => (value === undefined || own.includes(name) ? [] : [name]));
}

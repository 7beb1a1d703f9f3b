import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan, type EntityManager, type Repository } from 'typeorm';
import { pageOf, type Page, type PageRequest } from '../database/page.js';
import { Resource } from './resource.entity.js';

@Injectable()
export class ResourceStore {
  private readonly resources: Repository<Resource>;

  constructor(dataSource: DataSource) {
    this.resources = dataSource.getRepository(Resource);
  }

  findAll(): Promise<Resource[]> {
    return this.resources.find({ order: { identifier: 'ASC' } });
  }

  async findPage({ limit, after }: PageRequest): Promise<Page<Resource>> {
    const where = after ? { identifier: MoreThan(after.id) } : {};
    const rows = await this.resources.find({ where, order: { identifier: 'ASC' }, take: limit + 1 });
    return pageOf(rows, limit, ({ identifier }) => ({ key: identifier, id: identifier }));
  }

  find(identifier: string): Promise<Resource | null> {
    return this.resources.findOneBy({ identifier });
  }

  /** The resource, which nobody else changes until the transaction ends. */
  lock(manager: EntityManager, identifier: string): Promise<Resource | null> {
    return manager.findOne(Resource, { where: { identifier }, lock: { mode: 'pessimistic_write' } });
  }

  /** Creates the resource; false when there is one with this identifier. */
  async insert(manager: EntityManager, { identifier, scopes }: Resource): Promise<boolean> {
    const { raw } = await manager.createQueryBuilder().insert().into(Resource).values({ identifier, scopes }).orIgnore().returning('identifier').execute();
    return (raw as unknown[]).length === 1;
  }

  /** Creates the resource or updates the one with this identifier. */
  async save({ identifier, scopes }: Resource, manager: EntityManager = this.resources.manager): Promise<void> {
    await manager.save(Resource, { identifier, scopes });
  }

  async delete(manager: EntityManager, identifier: string): Promise<void> {
    await manager.delete(Resource, { identifier });
  }
}

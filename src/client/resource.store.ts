import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
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

  /** Creates the resource or updates the one with this identifier. */
  async save(resource: Resource): Promise<void> {
    await this.resources.save(resource);
  }
}

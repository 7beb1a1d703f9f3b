import { Datagrid, DateField, List, TextField } from 'react-admin';

export default function TokenList() {
  return (
    <List sort={{ field: 'created_at', order: 'DESC' }}>
      <Datagrid bulkActionButtons={false}>
        <TextField source="client_name" />
        <TextField source="username" />
        <DateField source="created_at" showTime />
        <TextField source="status" />
      </Datagrid>
    </List>
  );
}

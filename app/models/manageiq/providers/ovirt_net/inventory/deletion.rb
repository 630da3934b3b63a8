# Deletes rows with all their dependent rows. The number of statements does not depend on the number of rows: row by row, as the
# associations do it, 10,000 ports take minutes.
class ManageIQ::Providers::OvirtNet::Inventory::Deletion
  # @param rows [ActiveRecord::Relation] of one table
  # @param model [Class] whose associations say what ManageIQ keeps of them
  def self.delete(rows, model = rows.klass)
    new(rows, model).delete
  end

  def initialize(rows, model)
    @rows  = rows
    @model = model
  end

  def delete
    associations = @model.reflect_on_all_associations.reject { |association| association.belongs_to? || association.options[:through] }
    associations.each { |association| leave(association) }
    @rows.delete_all
  end

  private

  def leave(association)
    case association.options[:dependent]
    when :nullify              then dependents(association).update_all(association.foreign_key => nil)
    when :destroy, :delete_all then self.class.delete(dependents(association)) unless own?(association)
    else                            unlink(association) if association.macro == :has_and_belongs_to_many
    end
  end

  # Children of rows are rows that are deleted or were given other parents themselves.
  def own?(association)
    association.klass.base_class == @rows.klass.base_class
  end

  def dependents(association)
    rows = association.klass.where("#{association.klass.quoted_table_name}.#{quoted(association.foreign_key)} IN (#{gone})")
    type = association.type || type_of(association)
    type ? rows.where(type => @rows.klass.polymorphic_name) : rows
  end

  # An association that goes by the id alone, such as that of custom button events, leads to what belongs to others as well.
  def type_of(association)
    owner = association.klass.reflect_on_all_associations(:belongs_to).find { |other| other.polymorphic? && other.foreign_key.to_s == association.foreign_key.to_s }
    owner&.foreign_type
  end

  def unlink(association)
    connection = @rows.klass.lease_connection
    connection.delete("DELETE FROM #{connection.quote_table_name(association.join_table)} WHERE #{quoted(association.foreign_key)} IN (#{gone})", "Unlink")
  end

  # Looked up first: PostgreSQL, where it takes the tables for empty, would compare each row of the one with each of the other.
  def gone
    "WITH gone AS MATERIALIZED (#{@rows.select(:id).to_sql}) SELECT id FROM gone"
  end

  def quoted(column)
    @rows.klass.lease_connection.quote_column_name(column)
  end
end

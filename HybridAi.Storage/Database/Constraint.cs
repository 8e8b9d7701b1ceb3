namespace HybridAi.Storage.Database;

/// <summary>The rules of the schema that a write can run into and that a caller can be told of.</summary>
internal enum Constraint
{
    /// <summary>None: the statement failed for another reason.</summary>
    None,

    /// <summary>The row is there already.</summary>
    PrimaryKey,

    /// <summary>A value that must be unique is taken.</summary>
    Unique,

    /// <summary>A row refers to one that is not there, or would.</summary>
    ForeignKey,
}

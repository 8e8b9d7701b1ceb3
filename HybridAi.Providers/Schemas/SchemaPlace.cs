namespace HybridAi.Providers.Schemas;

/// <summary>Where a schema is to be written.</summary>
/// <param name="Depth">How many schemas it lies in.</param>
/// <param name="Objects">How many objects' schemas it lies in.</param>
/// <param name="IsRoot">Whether it is the whole.</param>
/// <param name="InAllOf">Whether it stands directly in <c>allOf</c>.</param>
internal readonly record struct SchemaPlace(int Depth, int Objects, bool IsRoot, bool InAllOf)
{
    public static readonly SchemaPlace Root = new(0, 0, IsRoot: true, InAllOf: false);

    public SchemaPlace Within(string keyword, bool ofObject) =>
        new(Depth + 1, ofObject ? Objects + 1 : Objects, IsRoot: false, InAllOf: keyword == "allOf");
}

using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Cohere.Rerank;

/// <summary>What is to be ranked.</summary>
/// <param name="Model">By which model.</param>
/// <param name="Query">For what.</param>
/// <param name="Documents">What.</param>
/// <param name="TopN">How many of the best.</param>
/// <param name="Tokens">Tokens of all texts.</param>
/// <param name="SearchUnits">One for a query with up to 100 documents, long ones counted in parts of 500 tokens.</param>
internal sealed record RerankRequest(CatalogModel Model, string Query, IReadOnlyList<string> Documents, int TopN, int Tokens, int SearchUnits);

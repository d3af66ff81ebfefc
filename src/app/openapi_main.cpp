// Prints the OpenAPI document. A program of its own because the web application's types are made
// from it before the web application is built into `gaoxin`.
#include <iostream>

#include "app/operations.h"

int main() {
  std::cout << boost::json::serialize(gaoxin::openapi_document(gaoxin::all_operations())) << "\n";
  return 0;
}

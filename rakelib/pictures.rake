namespace :docs do
  desc "Draws the pictures of the documentation anew, into docs/images"
  task :pictures => %i[compile simulator] do
    $LOAD_PATH.unshift(File.expand_path("../lib", __dir__))
    require_relative "pictures"
    Pictures.draw
  end
end

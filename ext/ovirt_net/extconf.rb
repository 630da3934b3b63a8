# Makes the Makefile that RubyGems and `rake compile` run: cargo builds the extension, `make install` puts it where Ruby
# finds it. Plain, so that an installation needs cargo alone and no further gem.
require "mkmf"
require "shellwords"

root     = File.expand_path("../..", __dir__)
checkout = File.exist?(File.join(root, "Rakefile"))
abort "cargo is missing; install Rust 1.85 or later (Debian 12: apt-get install cargo-web rustc-web)" unless find_executable("cargo")

File.write("Makefile", <<~MAKEFILE)
  # Written by extconf.rb
  sitearchdir = #{RbConfig::CONFIG["sitearchdir"]}
  root        = #{root.shellescape}
  target      = $(root)/target
  directory   = ovirt_net
  # Cargo's; checkouts pass another one (Rakefile)
  profile     = release
  library     = $(target)/$(if $(filter dev,$(profile)),debug,$(profile))/libovirt_net.#{RbConfig::CONFIG["SOEXT"]}
  installed   = $(DESTDIR)$(sitearchdir)/$(directory)/ovirt_net.#{RbConfig::CONFIG["DLEXT"]}

  .PHONY: all install clean distclean

  all:
  \tRUBY=#{RbConfig.ruby.shellescape} cargo build --profile $(profile) --locked --package ovirt_net --manifest-path $(root)/Cargo.toml --target-dir $(target)

  # A new file, not new bytes in the old one: a running Ruby may have that mapped.
  install: all
  \tmkdir -p $(dir $(installed))
  \trm -f $(installed)
  \tcp $(library) $(installed)
  #{"# An installed gem has no use for the hundreds of MB that cargo leaves.\n\trm -rf $(target)" unless checkout}

  clean distclean:
MAKEFILE

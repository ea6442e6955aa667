// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/new_run_page.h"

namespace phi1 {

class NewRunPage::Private
{};

NewRunPage::NewRunPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_private(std::make_unique<Private>())
{}

NewRunPage::~NewRunPage() = default;

QString NewRunPage::id() const
{
    return QStringLiteral("new-run");
}

QString NewRunPage::title() const
{
    return tr("New run");
}

QString NewRunPage::iconName() const
{
    return QStringLiteral("plus");
}

bool NewRunPage::showsInRail() const
{
    return false;
}

QString NewRunPage::railParent() const
{
    return QStringLiteral("runs");
}

void NewRunPage::opened(const QVariantMap &) {}

} // namespace phi1

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QToolButton>

namespace phi1 {

/// A flat square button with an icon alone; what it does is its tool tip and its accessible name.
class IconButton final : public QToolButton
{
    Q_OBJECT
public:
    /// @param description  sentence case, no full stop: "Copy the command"
    IconButton(const QString &iconName, const QString &description, QWidget *parent = nullptr);

    void setIconName(const QString &name, Theme::Token tone = Theme::Token::Text2);
    void setDescription(const QString &description);
    void setSmall(bool isSmall);     ///< 24 px instead of 28
    void setOutlined(bool outlined); ///< with the frame of an ordinary button

    QSize sizeHint() const override;

private:
    void restyle();

    bool m_small = false;
    bool m_outlined = false;
};

} // namespace phi1
